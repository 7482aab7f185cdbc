/** What a service token allows. */
export const SERVICE_SCOPES = ['keys:read', 'dependents:write'] as const;
export type ServiceScope = (typeof SERVICE_SCOPES)[number];

/** What each scope allows, as people choose it. */
export const SERVICE_SCOPE_WORDS: Readonly<Record<ServiceScope, string>> = {
  'keys:read': 'read keys, whether a first job may be created, and events',
  'dependents:write': 'report what depends on keys, and that a workspace uses a key',
};

/** Another system, as its token names it. Null regions: every region. */
export type Service = {
  tokenId: string;
  name: string;
  scopes: readonly ServiceScope[];
  regions: readonly string[] | null;
};

/** Whether a token covers a region. What it doesn't cover doesn't exist for it. */
export const coversRegion = ({ regions }: Pick<Service, 'regions'>, region: string): boolean =>
  regions === null || regions.includes(region);
