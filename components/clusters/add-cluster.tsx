'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { CreateCluster } from './cluster-form';

const ClusterForm = dynamic(() => import('./cluster-form').then((module) => module.ClusterForm), { ssr: false });

/** Adds a cluster and goes to its page, where its connection is checked and its workloads are linked. */
export function AddCluster({ create }: { create: CreateCluster }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button kind="primary" onClick={() => setIsOpen(true)}>
        Add cluster
      </Button>
      {isOpen && (
        <Dialog title="Add a cluster" onClose={close} widthPx={640}>
          <ClusterForm
            create={create}
            onCancel={close}
            onDone={({ id }) => {
              close();
              router.push(`/settings/clusters/${id}`);
            }}
          />
        </Dialog>
      )}
    </>
  );
}
