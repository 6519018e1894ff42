'use client';

import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react';
import { signInWithProvider } from '@/components/shell/auth-client';
import type { ProofWays } from '@/lib/core/errors';
import type { ActionResult } from '@/lib/server/action';
import { Button } from './button';
import classes from './confirm-identity.module.css';
import { TextField } from './field';

type Identity = { email: string; confirm: (input: { password: string }) => Promise<ActionResult<unknown>> };
/** Made anew each time that it asks. */
type Asked = { ways: ProofWays; problem?: string };

const ConfirmationContext = createContext<Identity | null>(null);

/** Tells forms below whom to ask, and where the password goes. */
export function ConfirmationProvider({ children, ...identity }: Identity & { children: ReactNode }) {
  return <ConfirmationContext value={identity}>{children}</ConfirmationContext>;
}

const passwordField = 'ownPassword';

/**
 * For forms whose action may answer that it takes a fresh proof of who it is. `send` then answers 'asked', and `question` is what
 * to show within the form; sent again, it proves with the password typed there and goes on with the action.
 */
export function useConfirmation() {
  const identity = useContext(ConfirmationContext);
  const [asked, setAsked] = useState<Asked | null>(null);

  async function send<A extends ActionResult<unknown>>(
    form: HTMLFormElement,
    act: (data: FormData) => Promise<A>,
  ): Promise<A | 'asked'> {
    const data = new FormData(form);
    const password = String(data.get(passwordField) ?? '');
    data.delete(passwordField);
    if (identity && asked?.ways.password) {
      const proof = await identity.confirm({ password });
      if (!proof.ok) {
        setAsked({ ways: asked.ways, problem: proof.message });
        return 'asked';
      }
    }
    const answer = await act(data);
    const ways = identity && !answer.ok ? answer.confirmWith : undefined;
    setAsked(ways ? { ways } : null);
    return ways ? 'asked' : answer;
  }

  const question = asked && identity && <Question email={identity.email} asked={asked} />;
  /** False when only leaving for the identity provider helps. */
  const canGoOn = asked === null || asked.ways.password;
  return { send, question, canGoOn };
}

/** Asks for the password, or to sign in again; takes the focus each time that it asks. */
function Question({ email, asked }: { email: string; asked: Asked }) {
  const { ways, problem } = asked;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [isUnreachable, setIsUnreachable] = useState(false);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>(asked.ways.password ? 'input[type="password"]' : 'button')?.focus();
    // In a long dialog on a small screen, what is wrong stands below the edge.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);

  async function leave() {
    const { pathname, search } = window.location;
    setIsUnreachable(!(await signInWithProvider(`${pathname}${search}`, true)));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend breaks out of the frame
    <div
      ref={box}
      className={classes.question}
      role="group"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-why`}
    >
      <strong id={`${id}-title`} className={classes.title}>
        Confirm it is you
      </strong>
      <p id={`${id}-why`} className={classes.hint}>
        You signed in as {email} a while ago, and this takes a fresh proof. Nothing was changed yet.
      </p>
      {ways.password && (
        <>
          {/* Password managers look for the account beside the password. */}
          <input type="hidden" name="username" autoComplete="username" value={email} />
          <TextField
            label="Your password"
            name={passwordField}
            type="password"
            maxLength={256}
            autoComplete="current-password"
            error={problem}
          />
        </>
      )}
      {ways.provider && (
        <>
          <p className={classes.hint}>
            {ways.password ? 'Or sign in' : 'Sign in'} again through your identity provider: you come back to this page
            and begin here afresh.
          </p>
          <div>
            <Button onClick={() => void leave()}>Sign in again</Button>
          </div>
          <p role="alert" className={classes.problem}>
            {isUnreachable && 'The identity provider cannot be reached at the moment. Try again.'}
          </p>
        </>
      )}
      {!ways.password && !ways.provider && (
        <p role="alert" className={classes.hint}>
          This account has no password, and no identity provider is set up any more. Ask another administrator to give
          it a password.
        </p>
      )}
    </div>
  );
}
