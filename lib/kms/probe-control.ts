import type { ProbeControl } from '#lib/core/verdict/control.ts';
import { isRequired } from '#lib/core/probe/actions.ts';
import { probe } from './probe-key.ts';
import { beginProbe, type ProbeKeyDeps } from './probe.ts';

/** The gateway's port to the control key of each region. It throws for no outcome of a KMS call. */
export function createProbeControl(deps: ProbeKeyDeps): ProbeControl {
  return async (regionCode, timeoutMs) => {
    const regional = deps.clientOf(regionCode);
    const arn = regional?.region.controlKeyArn ?? null;
    if (regional === null || arn === null) return null;
    const at = deps.clock();
    const asked = beginProbe(regional, arn, timeoutMs, deps);
    const { facts, cells } = await probe(asked, { lastKeyState: null, lastKeyStoreId: null }, 'grid');
    return {
      at,
      keyState: facts.seen ? facts.value.keyState : null,
      cells: cells.filter(({ action }) => isRequired(action)),
    };
  };
}
