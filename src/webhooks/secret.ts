/** Of Standard Webhooks: 24 to 64 bytes. */
const secretBytes = 32;

/** A new secret. It is shown once, but kept readable: it signs. */
export function newWebhookSecret(random: (size: number) => Uint8Array): string {
  return `whsec_${Buffer.from(random(secretBytes)).toString('base64')}`;
}
