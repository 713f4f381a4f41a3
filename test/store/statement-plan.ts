import type { Tx } from '../../src/store/database.ts';
import type { RecordedStatement } from './recorded-statements.ts';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The plan that the connection takes for a prepared statement, whatever the values. */
export async function planOf(tx: Tx, { text }: RecordedStatement): Promise<PlanNode> {
  await tx.query(`prepare explained as ${text}`);
  const { rows: counts } = await tx.query<{ count: number }>(
    `select cardinality(parameter_types) as count from pg_prepared_statements where name = 'explained'`,
  );
  const nulls = Array.from({ length: counts[0]?.count ?? 0 }, () => 'null').join(', ');
  const { rows } = await tx.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (format json) execute explained${nulls && ` (${nulls})`}`,
  );
  await tx.query('deallocate explained');
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error(`no plan for ${text}`);
  return plan;
}

/**
 * What reads a table by anything but an index, to these columns of it at least (`a|b`: to one of both); or by an index
 * that holds few rows at any time.
 */
export function scans(
  plan: PlanNode,
  tables: ReadonlyMap<string, readonly string[]>,
  smallIndexes: ReadonlySet<string> = new Set(),
): string[] {
  const found = plan.Plans?.flatMap((child) => scans(child, tables, smallIndexes)) ?? [];
  const table = plan['Relation Name'];
  const columns = tables.get(table ?? '');
  if (columns === undefined || plan['Node Type'] === 'ModifyTable') return found;
  const isBitmap = plan['Node Type'] === 'Bitmap Heap Scan';
  const index = (isBitmap ? plan.Plans?.[0] : plan)?.['Index Name'];
  if (smallIndexes.has(index ?? '')) return found;
  // a bitmap's condition stands in the node below it
  const condition = plan['Index Cond'] ?? plan.Plans?.map((child) => child['Index Cond']).join(' ') ?? '';
  // ids count up, so a range of them is of one thing's
  const missing = columns.filter(
    (column) => !new RegExp(`\\((?:${column}) ${column === 'id' ? '>?=' : '='} `).test(condition),
  );
  if (missing.length === 0) return found;
  return [...found, `${plan['Node Type']} on ${table} without ${missing.join(', ')}`];
}
