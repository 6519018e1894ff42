'use client';

import { useMantineColorScheme } from '@mantine/core';
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun, UserCog } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Flyout } from '@/components/ui/flyout';
import { Link } from '@/components/ui/link';
import type { Role } from '@/lib/auth/policy';
import { roleWords } from '@/lib/users/model';
import { signOut } from './auth-client';
import { singleKeysOff, switchSingleKeys } from './single-keys';
import classes from './user-menu.module.css';

const schemes = [
  { value: 'auto', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

/** Light, dark, or as the system has it; kept in this browser. */
function ThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []); // the stored choice is known to the browser only
  return (
    <fieldset className={classes.themes}>
      <legend className={classes.legend}>Appearance</legend>
      {schemes.map(({ value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          className={classes.theme}
          aria-pressed={mounted && colorScheme === value}
          onClick={() => setColorScheme(value)}
        >
          <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** Keys such as `g` `o` and `/`, for those whose speech input or hands press them by accident. */
function SingleKeysChoice() {
  const [isOn, setIsOn] = useState(() => !singleKeysOff());
  return (
    <button
      type="button"
      className={classes.item}
      aria-pressed={isOn}
      onClick={() => {
        switchSingleKeys(!isOn);
        setIsOn(!isOn);
      }}
    >
      <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>
        Single-key shortcuts<span aria-hidden="true">: {isOn ? 'on' : 'off'}</span>
      </span>
    </button>
  );
}

export type Person = { name: string; email: string; role: Role };

export function UserMenu({ person }: { person: Person }) {
  const initial = [...person.name.trim()][0]?.toUpperCase() ?? '?';
  return (
    <Flyout
      label="Your account"
      triggerClassName={classes.trigger}
      trigger={
        <>
          <span className={classes.avatar} aria-hidden="true">
            {initial}
          </span>
          <span className={classes.who}>
            <span className={classes.name}>{person.name}</span>
            <span className={classes.role}>{roleWords[person.role].name}</span>
          </span>
          <ChevronsUpDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <div className={classes.panel}>
          <p className={classes.email}>{person.email}</p>
          <ThemeChoice />
          <SingleKeysChoice />
          <Link className={classes.item} href="/settings/account" onClick={close}>
            <UserCog size={16} strokeWidth={1.75} aria-hidden="true" />
            Your account
          </Link>
          <button type="button" className={classes.item} onClick={() => void signOut()}>
            <LogOut size={16} strokeWidth={1.75} aria-hidden="true" />
            Sign out
          </button>
        </div>
      )}
    </Flyout>
  );
}
