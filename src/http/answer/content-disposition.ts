/**
 * The header that makes a browser save an answer under this name (RFC 6266). The name comes from whoever sent a file: a
 * path, a quote or a line break in it must become no path and no header of ours.
 */
export function contentDisposition(name: string): string {
  const safe = safeName(name);
  // What reads no `filename*` may take a percent sign for an escape.
  const plain = safe.replaceAll(/[^\x20-\x7e]|%/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded(safe)}`;
}

const nameCharactersMax = 200;

/** Without what a path, a header or the file systems of the usual machines give a meaning to. */
function safeName(name: string): string {
  const safe = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*/:<>?\\|]/gu, '_')
    .trim();
  return Array.from(safe.replace(/^\.+/, '_')).slice(0, nameCharactersMax).join('') || 'file';
}

/** As RFC 8187 has it: `encodeURIComponent` leaves some marks alone that are not allowed there. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
