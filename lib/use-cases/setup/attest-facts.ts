import { ok, type Result } from '#lib/core/result.ts';
import { updateLine, updateSetup } from '#lib/db/setup/setups.ts';
import {
  changeSetup,
  openLine,
  type By,
  type LineInput,
  type LineRefusal,
  type SetupDeps,
  type SetupRefusal,
} from './change-setup.ts';

export type Attested = {
  /** The customer's plan allows keys of their own. */
  plan: boolean;
  /** The workspace exists in the line's region. */
  workspace: boolean;
  /** There is no backup or archive job yet; or what was decided about the data that exists under our own key. */
  jobs: boolean;
  existingData: string | null;
};

/** Records who vouches for the facts that nothing in Keydesk can check. What is not attested any more is taken back. */
export const attestFacts = (
  deps: SetupDeps,
  input: LineInput & Attested,
  by: By,
): Promise<Result<null, LineRefusal | SetupRefusal>> =>
  changeSetup(deps, input, by, async (tx, held, at) => {
    const found = openLine(held, input.lineId);
    if (!found.ok) return found;
    const line = found.value;
    const { name } = by.actor;
    const { plan, workspace, jobs, existingData } = input;
    if (plan !== (held.setup.planAttestedAt !== null))
      await updateSetup(tx, held.setup.id, { planAttestedBy: plan ? name : null, planAttestedAt: plan ? at : null });
    await updateLine(tx, line.id, {
      ...(workspace !== (line.workspaceAttestedAt !== null) && {
        workspaceAttestedBy: workspace ? name : null,
        workspaceAttestedAt: workspace ? at : null,
      }),
      ...(jobs !== (line.jobsAttestedAt !== null) && {
        jobsAttestedBy: jobs ? name : null,
        jobsAttestedAt: jobs ? at : null,
      }),
      existingData,
    });
    const after = { lineId: line.id, plan, workspace, jobs, existingData };
    return ok({
      value: null,
      event: { kind: 'attested', lineId: line.id, detail: after },
      audit: { action: 'setup.attested', after },
    });
  });
