import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { Switch, Route } from 'wouter';
import { queryClient } from './api/query-client.ts';
import { FaultBoundary } from './parts/fault-boundary.tsx';
import { NotFound } from './parts/not-found.tsx';
import { Toaster } from './parts/toast.tsx';
import { pages } from './pages/pages.ts';
import { SignedIn } from './shell/signed-in.tsx';
import { Shell } from './shell/shell.tsx';

/** The console: who is signed in sees the page of the address, inside the shell. */
export function App() {
  return (
    <FaultBoundary>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <SignedIn>
            <Shell>
              <Switch>
                {pages.map(({ path, Page }) => (
                  <Route key={path} path={path} component={Page} />
                ))}
                <Route component={NotFound} />
              </Switch>
            </Shell>
          </SignedIn>
          <Toaster />
        </QueryClientProvider>
      </CSPProvider>
    </FaultBoundary>
  );
}
