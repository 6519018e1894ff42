'use client';

import { Alert, Button, Divider, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type SignInAnswer, signInWithPassword, signInWithProvider } from '@/components/shell/auth-client';
import { formatDuration } from '@/lib/core/format';
import classes from './sign-in.module.css';

type Problem = { text: string; untilMs?: number };

const words = {
  wrong: 'This e-mail address and password do not belong together. Check both and try again.',
  offline: 'Fairlead does not answer at the moment. Your entries stay here; try again in a moment.',
};

function problemOf(answer: Exclude<SignInAnswer, { ok: true }>): Problem {
  if (answer.reason !== 'limited') return { text: words[answer.reason] };
  return {
    text: 'Too many tries for this account or network.',
    untilMs: performance.now() + answer.retryAfterSeconds * 1000,
  };
}

/** Seconds until `untilMs`, counted down; 0 when it has passed or there is none. */
function useSecondsLeft(untilMs: number | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (untilMs === undefined) return setLeft(0);
    const tick = () => setLeft(Math.max(0, Math.ceil((untilMs - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [untilMs]);
  return left;
}

export function SignInForm({ next, provider, error }: { next: string; provider: string | null; error: string | null }) {
  const [problem, setProblem] = useState<Problem | null>(error ? { text: error } : null);
  const [busy, setBusy] = useState<'password' | 'provider' | null>(null);
  const secondsLeft = useSecondsLeft(problem?.untilMs);

  async function submit(form: FormData) {
    setBusy('password');
    const answer = await signInWithPassword(String(form.get('email')), String(form.get('password')));
    if (answer.ok) return window.location.assign(next);
    setProblem(problemOf(answer));
    setBusy(null);
  }

  async function leave() {
    setBusy('provider');
    if (await signInWithProvider(next)) return;
    setProblem({ text: `${provider} cannot be reached at the moment. Try again, or sign in with a password.` });
    setBusy(null);
  }

  return (
    <form
      className={classes.form}
      // Sent before the script is there, the password must not end up in the address.
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem.text} {secondsLeft > 0 && `Try again in ${formatDuration(secondsLeft)}.`}
        </Alert>
      )}
      <TextInput
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        autoFocus
      />
      <PasswordInput label="Password" name="password" autoComplete="current-password" required maxLength={256} />
      <Button type="submit" fullWidth loading={busy === 'password'} disabled={secondsLeft > 0}>
        Sign in
      </Button>
      {provider && (
        <>
          <Divider label="or" />
          <Button variant="default" fullWidth loading={busy === 'provider'} onClick={() => void leave()}>
            Sign in with {provider}
          </Button>
        </>
      )}
    </form>
  );
}
