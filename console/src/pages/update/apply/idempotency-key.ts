/** A name for one press of a button: however often the request is sent with it, it is done once. */
export function newIdempotencyKey(): string {
  // Also where the page does not come over https, which `randomUUID` asks for.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
