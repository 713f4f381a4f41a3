import type { CompanyList, CompanyStore } from '../lists/companies.ts';
import { makeCompanyList } from './customer-lists.ts';
import type { Database } from './database.ts';

/** Companies' lists in the table `lists`: one an organization, named by its code. */
export function companyStore(database: Database): CompanyStore {
  const find = async (organizationId: number): Promise<CompanyList | null> => {
    const { rows } = await database.query<CompanyList>(
      `select id, max_affected as "maxAffected" from lists where organization_id = $1 and kind = 'company'`,
      [organizationId],
    );
    return rows[0] ?? null;
  };
  return {
    find,
    async make(owner) {
      const found = await find(owner.id);
      if (found !== null) return found;
      // Its id is remembered from now on, so it has to be on disk by itself.
      await database.transact((tx) => makeCompanyList(tx, owner));
      const made = await find(owner.id);
      if (made === null) throw new Error('a list that was just made is gone');
      return made;
    },
  };
}
