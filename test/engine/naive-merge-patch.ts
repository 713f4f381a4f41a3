import type { Json } from '../../src/engine/records.ts';

/** RFC 7396's own pseudocode, over maps instead of objects: slow, and with no prototype to trip over. */
export function naiveMergePatch(target: Json | undefined, patch: Json): Json {
  return fromMaps(merge(target === undefined ? undefined : toMaps(target), toMaps(patch)));
}

type Tree = null | boolean | number | string | Tree[] | Map<string, Tree>;

function merge(target: Tree | undefined, patch: Tree): Tree {
  if (!(patch instanceof Map)) return patch;
  const result = target instanceof Map ? new Map(target) : new Map<string, Tree>();
  for (const [name, value] of patch) {
    if (value === null) result.delete(name);
    else result.set(name, merge(result.get(name), value));
  }
  return result;
}

function toMaps(value: Json): Tree {
  if (Array.isArray(value)) return value.map(toMaps);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, member]) => [key, toMaps(member)]));
}

function fromMaps(tree: Tree): Json {
  if (Array.isArray(tree)) return tree.map(fromMaps);
  if (!(tree instanceof Map)) return tree;
  return Object.fromEntries([...tree].map(([key, member]) => [key, fromMaps(member)]));
}
