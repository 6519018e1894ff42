'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import type { ListedChannel } from '@/lib/notifications/schema';
import type { SaveChannel, Saved } from './channel-form';
import classes from './channels.module.css';

const ChannelForm = dynamic(() => import('./channel-form').then((module) => module.ChannelForm), { ssr: false });

/** Adds a channel, or changes one; shows a new signing secret this once. */
export function EditChannel({ channel, save }: { channel: ListedChannel | null; save: SaveChannel }) {
  const [isOpen, setIsOpen] = useState(false);
  const [saved, setSaved] = useState<Saved | null>(null);
  const close = () => {
    setIsOpen(false);
    setSaved(null);
  };
  return (
    <>
      <Button kind={channel ? 'default' : 'primary'} onClick={() => setIsOpen(true)}>
        {channel ? 'Edit channel' : 'Add channel'}
        {channel && <span className="visually-hidden"> {channel.name}</span>}
      </Button>
      {isOpen && !saved && (
        <Dialog title={channel ? `Edit “${channel.name}”` : 'Add a channel'} onClose={close} widthPx={560}>
          <ChannelForm
            channel={channel}
            save={save}
            onCancel={close}
            onDone={(done) => (done.signingSecret ? setSaved(done) : close())}
          />
        </Dialog>
      )}
      {saved?.signingSecret && (
        <Dialog title={`Copy the signing secret of “${saved.name}”`} onClose={close} widthPx={560}>
          <div className={classes.stacked}>
            <Notice tone="warning">
              It is shown this once. The receiver verifies with it that a message comes from here (Standard Webhooks).
              If it is lost, edit the channel and make a new one.
            </Notice>
            <CodeBlock label="Signing secret" code={saved.signingSecret} copyLabel="Copy the secret" />
            <div className={classes.end}>
              <Button kind="primary" onClick={close}>
                Close, the secret is copied
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
