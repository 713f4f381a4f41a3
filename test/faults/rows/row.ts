import type { Ask } from '../ask.ts';
import type { Owner } from '../owner.ts';

/**
 * What the tests that the OpenAPI document drives must know of an operation and cannot read there: how a good request
 * of it comes about.
 */
export interface Row {
  /** Makes what a request of it names, in that organization. */
  readonly prepare: (owner: Owner) => Promise<Prepared>;
  /** True: its request names what an organization has. */
  readonly names: boolean;
  /** What its owner is answered; left out: any 2xx. */
  readonly served?: number;
  /** What somebody is answered whose it is not; left out: 404, or 403 where a list is named outside the path. */
  readonly foreign?: number | undefined;
  /** True: an organization above reaches it without naming the one below. */
  readonly reachesBelow?: true;
  /** True: only the root organization may. */
  readonly rootOnly?: true;
}

export interface Prepared {
  /** What of the organization the request names. */
  readonly ids: readonly string[];
  /** A request, a new one every time, that holds nothing else of the organization. The ids go into it as they are, or as they are translated. */
  readonly ask: (translate?: (id: string) => string) => Ask;
}

type Things = Readonly<Record<string, string>>;
type More = Omit<Row, 'prepare' | 'names'>;

/** A row of an operation whose requests name nothing that somebody has. */
export function namesNothing(ask: () => Ask = () => ({}), more: More = {}): Row {
  return { ...more, names: false, prepare: async () => ({ ids: [], ask: () => ask() }) };
}

/** A row of an operation whose requests name things. */
export function names<Named extends Things>(
  make: (owner: Owner) => Promise<Named>,
  ask: (things: Named) => Ask,
  more: More = {},
): Row {
  const prepare: Row['prepare'] = async (owner) => {
    const things = await make(owner);
    return {
      ids: Object.values(things),
      ask(translate = (id) => id) {
        const entries = Object.entries(things).map(([name, id]) => [name, translate(id)]);
        return ask(Object.fromEntries(entries) as Named);
      },
    };
  };
  return { ...more, names: true, prepare };
}

/** The same of one that is named in the path, as `id` unless it is called otherwise there. */
export function namesInPath(
  make: (owner: Owner) => Promise<{ readonly id: string }>,
  ask: () => Ask = () => ({}),
  { as = 'id', ...more }: More & { readonly as?: string } = {},
): Row {
  return names(
    async (owner) => ({ id: (await make(owner)).id }),
    ({ id }) => ({ ...ask(), params: { [as]: id } }),
    more,
  );
}
