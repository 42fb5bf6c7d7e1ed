// What generated code needs; reading and writing messages is the shell's.
export { enumDesc, fileDesc, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
