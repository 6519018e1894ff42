'use client';

import { useMantineColorScheme } from '@mantine/core';
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserCog } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { Flyout } from '@/components/ui/flyout';
import { signOut } from './auth-client';
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

export type Person = { name: string; email: string; role: string };

const roleNames: Record<string, string> = {
  viewer: 'Viewer',
  responder: 'Responder',
  release_manager: 'Release manager',
  admin: 'Administrator',
};

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
            <span className={classes.role}>{roleNames[person.role] ?? person.role}</span>
          </span>
          <ChevronsUpDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <div className={classes.panel}>
          <p className={classes.email}>{person.email}</p>
          <ThemeChoice />
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
