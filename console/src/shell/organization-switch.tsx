import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { api } from '../api/api.ts';
import { m } from '../messages/messages.ts';
import { useOrganization } from '../api/organization.tsx';
import { sectionOf } from './section-of.ts';

/** Whoever has no organization below him never needs it. */
const Select = lazy(async () => ({ default: (await import('../parts/select.tsx')).Select<string> }));

/** Choices offered; whoever has more organizations below him opens the rest by their code, on the page Access. */
const organizationsMax = 200;

/** For whom one acts: one's own organization, or one below it. */
export function OrganizationSwitch() {
  const { session, organization, actFor } = useOrganization();
  const [location, navigate] = useLocation();
  const { data } = useQuery({
    queryKey: ['session', 'organizations'],
    queryFn: async () =>
      (
        await api.get('/api/v1/organizations', {
          query: { limit: organizationsMax, organization: session.organization.code },
        })
      ).data,
    staleTime: 60_000,
  });
  const known = data ?? [];
  const all = known.some(({ code }) => code === organization.code) ? known : [organization, ...known];
  if (all.length < 2) return <span>{organization.name}</span>;
  return (
    <Suspense fallback={<span>{organization.name}</span>}>
      <Select
        label={m.shell.actingFor}
        isLabelHidden
        value={organization.code}
        options={all.map(({ code, name }) => ({ value: code, label: name, detail: code }))}
        onChange={(code) => {
          const chosen = all.find((one) => one.code === code);
          if (!chosen || chosen.code === organization.code) return;
          // The record of the address, and those that its filters name, are of the one before.
          navigate(sectionOf(location));
          actFor({ code: chosen.code, name: chosen.name });
        }}
      />
    </Suspense>
  );
}
