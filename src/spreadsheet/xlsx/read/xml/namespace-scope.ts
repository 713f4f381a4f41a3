import { internalized } from './name-table.ts';

const noNamespace = '';
/** A name outside the vocabulary that is read. */
const foreign = '';

/** So many names are remembered; a file may have any number of them. */
const knownMax = 1_000;

/** What prefixes mean within an element: most documents declare them once, on the root. */
export class NamespaceScope {
  readonly parent: NamespaceScope | null;
  readonly #bindings: ReadonlyMap<string, string>;
  readonly #vocabulary: ReadonlySet<string>;
  readonly #known = new Map<string, string | null>();

  constructor(parent: NamespaceScope | null, bindings: ReadonlyMap<string, string>, vocabulary: ReadonlySet<string>) {
    this.parent = parent;
    this.#bindings = bindings;
    this.#vocabulary = vocabulary;
  }

  /** An element's name without its prefix; `foreign` when it is of another vocabulary; null: the prefix is unknown. */
  localName(name: string): string | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const local = this.#localName(name);
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(name, local);
    return local;
  }

  /** Of a prefix; that of the empty one is the default namespace. Null: it is not declared. */
  namespaceOf(prefix: string): string | null {
    const own = this.#bindings.get(prefix);
    if (own !== undefined) return own;
    if (this.parent !== null) return this.parent.namespaceOf(prefix);
    if (prefix === '') return noNamespace;
    return prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : null;
  }

  #localName(name: string): string | null {
    const colon = name.indexOf(':');
    const namespace = this.namespaceOf(colon < 0 ? '' : name.slice(0, colon));
    if (namespace === null) return null;
    return this.#vocabulary.has(namespace) ? internalized(name.slice(colon + 1)) : foreign;
  }
}
