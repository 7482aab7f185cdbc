/** A token of another system as the list shows it. Nobody can show the token itself again. */
export type TokenItem = {
  id: string;
  /** The system that uses it. */
  name: string;
  scopes: readonly string[];
  /** Null for every region. */
  regions: readonly string[] | null;
  lastFour: string;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedBy: string | null;
  revokeReason: string | null;
  lastUsedAt: Date | null;
  useCount: number;
};

export type TokensPage = {
  now: Date;
  /** Those that may be used first, then the others; of each the newest first. */
  tokens: TokenItem[];
  /** The regions that a token may be limited to. */
  regions: { code: string; name: string }[];
};
