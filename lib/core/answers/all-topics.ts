import {
  accessRemoved,
  deniedCallNotLogged,
  lockedOut,
  stillDenied,
  whyAccountRoot,
} from '#lib/core/answers/topics/access.ts';
import { aliasInsteadOfArn } from '#lib/core/answers/topics/alias.ts';
import { callerCondition, movedOrganization } from '#lib/core/answers/topics/conditions-on-the-caller.ts';
import { grantExpiry, grantOrPolicy, policyChangeDelay, servicesNeedGrants } from '#lib/core/answers/topics/grants.ts';
import { deletedByCode } from '#lib/core/answers/topics/infrastructure-code.ts';
import { policyFlips, recreatedRole, revokedGrants } from '#lib/core/answers/topics/policy-and-grants.ts';
import {
  encryptionContext,
  networkCondition,
  resourceControlPolicy,
  serviceControlPolicy,
} from '#lib/core/answers/topics/conditions.ts';
import {
  canceledDeletion,
  closedAccount,
  deletedKey,
  scheduledDeletion,
} from '#lib/core/answers/topics/end-of-life.ts';
import { disabledButRunning, worksUntilRestart } from '#lib/core/answers/topics/key-state.ts';
import { leaving } from '#lib/core/answers/topics/end-of-service.ts';
import { awsFault, callsInCloudTrail, throttling, whoPays } from '#lib/core/answers/topics/our-calls.ts';
import { ownKeyWanted } from '#lib/core/answers/topics/own-key.ts';
import { backupsOfDisabledKey, pausingAccess } from '#lib/core/answers/topics/pauses.ts';
import { reportedFailure } from '#lib/core/answers/topics/reported-failure.ts';
import {
  automaticRotation,
  awsManagedKeyOffered,
  movedAlias,
  replacingKey,
  rotationAndOldData,
} from '#lib/core/answers/topics/rotation.ts';
import {
  importedMaterialExpired,
  keyStoreDown,
  multiRegionReplica,
  otherRegion,
} from '#lib/core/answers/topics/special-keys.ts';
import type { Topic } from '#lib/core/answers/topic.ts';

/** Every topic, in the order in which the page lists them within their group. Of equal matches the first one wins. */
export const ALL_TOPICS: readonly Topic[] = [
  ownKeyWanted,
  canceledDeletion,
  disabledButRunning,
  worksUntilRestart,
  backupsOfDisabledKey,
  scheduledDeletion,
  deletedKey,
  deletedByCode,
  closedAccount,
  leaving,
  importedMaterialExpired,
  keyStoreDown,
  policyFlips,
  recreatedRole,
  revokedGrants,
  servicesNeedGrants,
  grantOrPolicy,
  grantExpiry,
  resourceControlPolicy,
  serviceControlPolicy,
  movedOrganization,
  stillDenied,
  policyChangeDelay,
  accessRemoved,
  pausingAccess,
  deniedCallNotLogged,
  encryptionContext,
  networkCondition,
  callerCondition,
  lockedOut,
  whyAccountRoot,
  rotationAndOldData,
  automaticRotation,
  movedAlias,
  aliasInsteadOfArn,
  replacingKey,
  otherRegion,
  multiRegionReplica,
  awsManagedKeyOffered,
  callsInCloudTrail,
  whoPays,
  throttling,
  awsFault,
  reportedFailure,
];
