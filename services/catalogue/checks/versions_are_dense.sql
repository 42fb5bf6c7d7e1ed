SELECT p.code, p.version, count(v.version) FROM catalogue.product p
  LEFT JOIN catalogue.product_version v ON v.org_id = p.org_id AND v.product_id = p.id
 GROUP BY p.code, p.version
HAVING count(v.version) <> p.version OR max(v.version) <> p.version OR min(v.version) <> 1
