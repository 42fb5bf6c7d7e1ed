import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
export function inParts(
  file: FileDescriptorProto,
  copy: (part: MessageInitShape<typeof FileDescriptorProtoSchema>) => FileDescriptorProto,
): FileDescriptorProto[];
