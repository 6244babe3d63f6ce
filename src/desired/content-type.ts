import mime from "mime";

/**
 * The content type that a site's file is served with, by its extension; empty when the extension says nothing, and S3's default is
 * served then. Texts are UTF-8, as Copilot says of them; it takes types from its machine's table, so single ones may differ.
 */
export function contentTypeOf(path: string): string {
  // With a slash before it the library takes a name without an extension for what it is.
  const type = mime.getType(`/${path}`) ?? "";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}
