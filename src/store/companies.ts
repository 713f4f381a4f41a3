import type { CompanyStore } from '../lists/companies.ts';
import type { Database } from './database.ts';

/** Companies' lists in the table `lists`: one an organization, named by its code. */
export function companyStore(database: Database): CompanyStore {
  const find = async (organizationId: number): Promise<number | null> => {
    const { rows } = await database.query<{ id: number }>(
      `select id from lists where organization_id = $1 and kind = 'company'`,
      [organizationId],
    );
    return rows[0]?.id ?? null;
  };
  return {
    find,
    async make({ id: organizationId, code, name }) {
      const found = await find(organizationId);
      if (found !== null) return found;
      // Its id is remembered from now on, so it has to be on disk by itself. Of two who make it at the same time the later
      // finds either of its keys taken.
      await database.transact((tx) =>
        tx.query(
          `insert into lists (organization_id, public_id, kind, type, name) values ($1, $2, 'company', 'company', $3)
           on conflict do nothing`,
          [organizationId, code, name],
        ),
      );
      const made = await find(organizationId);
      if (made === null) throw new Error('a list that was just made is gone');
      return made;
    },
  };
}
