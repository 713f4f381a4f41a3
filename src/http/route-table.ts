/** Which methods a path answers to, for the 405 and the `Allow` that the framework does not know. */
export class RouteTable {
  readonly #paths: { readonly pattern: RegExp; readonly methods: Set<string> }[] = [];

  /** `path` in the framework's form: `/campaigns/:id`. */
  add(method: string, path: string): void {
    const source = path
      .split('/')
      .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
    this.#paths.push({ pattern: new RegExp(`^${source.join('/')}$`), methods: new Set([method]) });
  }

  /** Empty where nothing is at the path. */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    const methods = this.#paths.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]);
    if (methods.length === 0) return [];
    return [...new Set(methods.includes('GET') ? [...methods, 'HEAD', 'OPTIONS'] : [...methods, 'OPTIONS'])].sort();
  }
}
