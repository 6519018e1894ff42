'use client';

import { Menu, Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { Declare } from '@/components/incidents/declare-dialog';
import { Link } from '@/components/ui/link';
import type { DeclareSeverity } from '@/lib/incidents/schema/list';
import { DeclareContext } from './declare-context';
import { LiveBadge } from './live-badge';
import { Logo } from './logo';
import { Nav } from './nav';
import classes from './shell.module.css';
import { useShortcuts } from './use-shortcuts';
import type { Person } from './user-menu';

// Palette, help and the declare dialog are fetched when first asked for.
const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false });
const DeclareDialog = dynamic(
  () => import('@/components/incidents/declare-dialog').then((module) => module.DeclareDialog),
  { ssr: false },
);
const ShortcutHelp = dynamic(() => import('./shortcut-help').then((module) => module.ShortcutHelp), { ssr: false });

type ShellProps = {
  user: Person;
  openIncidents: number;
  zone: string;
  /** What the declare dialog offers and does; null for those who may not declare. */
  declaring: { severities: DeclareSeverity[]; declare: Declare } | null;
  children: ReactNode;
};

/** The frame of every signed-in page. */
export function Shell({ user, openIncidents, zone, declaring, children }: ShellProps) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [declareOpen, setDeclareOpen] = useState(false);
  const openDeclare = useCallback(() => setDeclareOpen(true), []);
  const onDeclare = declaring ? openDeclare : null;
  const drawer = useRef<HTMLDialogElement>(null);
  useShortcuts({ onPalette: () => setPaletteOpen(true), onHelp: () => setHelpOpen(true), onDeclare });

  const search = () => {
    drawer.current?.close();
    setPaletteOpen(true);
  };
  // A drawer left open while the window grows would hide the page behind its backdrop.
  useEffect(() => {
    const wide = window.matchMedia('(min-width: 62.01em)');
    const close = () => wide.matches && drawer.current?.close();
    wide.addEventListener('change', close);
    return () => wide.removeEventListener('change', close);
  }, []);

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.bar}>
        <button
          type="button"
          className={classes.icon}
          aria-label="Open navigation"
          onClick={() => drawer.current?.showModal()}
        >
          <Menu size={20} strokeWidth={1.75} aria-hidden="true" />
        </button>
        <Link href="/" className={classes.home}>
          <Logo />
        </Link>
        <span className={classes.barLive}>
          <LiveBadge zone={zone} />
        </span>
        <button type="button" className={classes.icon} aria-label="Search" onClick={search}>
          <Search size={20} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </header>
      <header className={classes.side}>
        <Nav user={user} openIncidents={openIncidents} onSearch={search} />
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is for its backdrop */}
      <dialog
        ref={drawer}
        className={classes.drawer}
        aria-label="Navigation"
        onClick={(event) => event.target === drawer.current && drawer.current?.close()}
      >
        <Nav user={user} openIncidents={openIncidents} onSearch={search} onNavigate={() => drawer.current?.close()} />
      </dialog>
      <main id="content" tabIndex={-1} className={classes.main}>
        <DeclareContext value={onDeclare}>
          <div className={classes.content}>{children}</div>
        </DeclareContext>
      </main>
      {paletteOpen && (
        <Palette onClose={() => setPaletteOpen(false)} onHelp={() => setHelpOpen(true)} onDeclare={onDeclare} />
      )}
      {helpOpen && <ShortcutHelp mayDeclare={declaring !== null} onClose={() => setHelpOpen(false)} />}
      {declareOpen && declaring && <DeclareDialog {...declaring} onClose={() => setDeclareOpen(false)} />}
    </div>
  );
}
