/**
 * The words of a text: lower case, maximal runs of letters and digits. Part of the definition of the
 * encoders that use it, so it never changes within a protocol.
 */
export function tokenize(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
