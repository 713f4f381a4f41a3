import { useLocation } from 'wouter';
import { useOrganization } from '../../api/organization.tsx';

/** Opens a batch of whatever organization: one acts for it from there on. */
export function BatchLink({ id, organization: code }: { id: string; organization: string }) {
  const { organization, actFor } = useOrganization();
  const [, navigate] = useLocation();
  const path = `/batches/${id}`;
  return (
    <a
      href={path}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        if (code !== organization.code) actFor({ code, name: code });
        navigate(path);
      }}
    >
      <code>{id}</code>
    </a>
  );
}
