// A photo as it is sent: small, and without where and with what it was taken.

const longest = 1024; // pixels
const quality = 0.8;

/** The picture in a file as JPEG, drawn on the canvas, which shows it. Throws if it is none. */
export async function shrink(file: File, canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const drawing = canvas.getContext("2d")!;
  drawing.fillStyle = "white"; // JPEG knows no transparency
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!blob) throw new Error("no picture");
  return new Uint8Array(await blob.arrayBuffer());
}
