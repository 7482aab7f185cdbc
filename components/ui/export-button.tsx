'use client';

import { useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { cancelExport, exportState, startExport, subscribeExports } from './export-runs.ts';
import { EXPORT_WORDS } from './export-words.ts';

/**
 * Exports a list: shows how many rows have arrived, can be canceled, and saves the file once all of it is there. The page
 * can be left meanwhile.
 * @param address where the file is read
 * @param total how many rows the list has; null where that isn't known exactly
 * @param blockedReason why the role may not export
 * @param label what the button says, where it isn't about a list
 */
export function ExportButton({
  address,
  total,
  blockedReason,
  label = EXPORT_WORDS.start,
}: {
  address: string;
  total: number | null;
  blockedReason?: string | undefined;
  label?: string | undefined;
}) {
  const state = useSyncExternalStore(
    subscribeExports,
    () => exportState(address),
    () => exportState(''),
  );
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {state.kind === 'running' ? (
        <>
          <Button size="small" onClick={() => cancelExport(address)}>
            {EXPORT_WORDS.cancel}
          </Button>
          <span className="text-table text-subtle tabular-nums">{EXPORT_WORDS.progress(state.rows, total)}</span>
        </>
      ) : (
        <Button size="small" onClick={() => void startExport(address)} blockedReason={blockedReason}>
          {label}
        </Button>
      )}
      {state.kind === 'failed' && (
        <span role="alert" className="text-table text-danger-text">
          {state.words}
        </span>
      )}
    </span>
  );
}
