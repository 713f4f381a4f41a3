import { Tabs } from '@base-ui/react/tabs';
import { useId, useState } from 'react';
import type { useSignIn } from '../../api/session.ts';
import { m } from '../../messages/messages.ts';
import { Logo } from '../../parts/logo.tsx';
import { Notice } from '../../parts/notice.tsx';
import tabs from '../../parts/tabs.module.css';
import { PasswordForm } from './password-form.tsx';
import { rememberWay, rememberedWay, type Way } from './remembered-way.ts';
import { RefusedSignIn } from './refused-sign-in.tsx';
import styles from './sign-in.module.css';
import { TokenForm } from './token-form.tsx';
import { useSecondsLeft } from './use-seconds-left.ts';

interface SignInProps {
  readonly signIn: ReturnType<typeof useSignIn>;
  /** True: the page is still there beneath, and goes on afterwards. */
  readonly hasExpired: boolean;
}

/** Asks who it is: by a token, or by e-mail address and password. */
export function SignIn({ signIn, hasExpired }: SignInProps) {
  const title = useId();
  const [way, setWay] = useState<Way>(rememberedWay);
  const { error, mutate, isPending, reset, submittedAt } = signIn;
  const secondsLeft = useSecondsLeft(error, submittedAt);
  const form = {
    isBusy: isPending,
    isHeldBack: secondsLeft > 0,
    onSubmit: (credentials: Parameters<typeof mutate>[0]) => mutate(credentials, { onSuccess: () => rememberWay(way) }),
  };
  return (
    <main className={styles.page}>
      <title>{`${m.signIn.title} · ${m.common.product}`}</title>
      <section className={styles.card} aria-labelledby={title}>
        <Logo />
        <h1 id={title}>{hasExpired ? m.signIn.titleAgain : m.signIn.title}</h1>
        <p className={styles.lead}>{hasExpired ? m.signIn.leadAgain : m.signIn.lead}</p>
        {error && (
          <Notice kind="error">
            <RefusedSignIn error={error} way={way} secondsLeft={secondsLeft} />
          </Notice>
        )}
        <Tabs.Root
          value={way}
          onValueChange={(chosen: Way) => {
            setWay(chosen);
            reset();
          }}
        >
          <Tabs.List className={tabs.list} aria-label={m.signIn.ways}>
            <Tabs.Tab className={tabs.tab} value="token">
              {m.signIn.byToken}
            </Tabs.Tab>
            <Tabs.Tab className={tabs.tab} value="password">
              {m.signIn.byPassword}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="token">
            <TokenForm {...form} />
          </Tabs.Panel>
          <Tabs.Panel value="password">
            <PasswordForm {...form} />
          </Tabs.Panel>
        </Tabs.Root>
      </section>
    </main>
  );
}
