/** Texts with a key each, also where two are the same. */
export function numbered(texts: readonly string[]): readonly { readonly key: string; readonly text: string }[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const count = seen.get(text) ?? 0;
    seen.set(text, count + 1);
    return { key: `${count} ${text}`, text };
  });
}
