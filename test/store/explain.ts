import type { Reader } from '../../src/store/database.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}

export interface Plan {
  /** Kinds of all nodes, e.g. `Index Scan`. */
  readonly kinds: readonly string[];
  /** Conditions that an index answers, e.g. `(key > 'a'::text)`. */
  readonly indexConditions: readonly string[];
  /** The most rows that one node looked at in one go. */
  readonly rowsRead: number;
}

/** Runs `read` and answers the plans of its statements, as they were carried out. */
export async function plansOf(reader: Reader, read: (reader: Reader) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  await read({
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows } = await reader.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        `explain (analyze, format json) ${text}`,
        values,
      );
      for (const row of rows) plans.push(planOf(row['QUERY PLAN'][0].Plan));
      return reader.query<Row>(text, values);
    },
  });
  return plans;
}

function planOf(top: Node): Plan {
  const nodes = [top];
  for (const node of nodes) nodes.push(...(node.Plans ?? []));
  return {
    kinds: nodes.map((node) => node['Node Type']),
    indexConditions: nodes.flatMap((node) => node['Index Cond'] ?? []),
    rowsRead: Math.max(...nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0))),
  };
}
