// Indexes whose plans other tests than `index-use.test.ts` look at. Those tests have one case for each: it is a type error
// to name an index here without one.

/** `verdict/history-plans.test.ts`: what is shown comes in the order of the index. */
export const ORDERED_INDEXES = ['audit_log_action', 'audit_log_actor', 'audit_log_target', 'key_events_key'] as const;

/** `verdict/history-plans.test.ts`: what is looked for is found by the index. */
export const HISTORY_INDEXES = ['key_checks_next_check', 'key_events_kind', 'verdict_spans_key'] as const;

/** `key/key-search.test.ts`. */
export const SEARCH_INDEXES = [
  'customer_keys_account',
  'customer_keys_arn',
  'customer_keys_kms_key_id',
  'customer_keys_kms_key_id_end',
  'customers_name_key',
  'customers_name_trgm',
] as const;

/** `customer/similar-customers.test.ts`: at thousands of customers, as the planner reads small tables whole. */
export const SIMILAR_INDEXES = [
  'customers_name_form',
  'customers_name_form_trgm',
  'customers_name_form_length',
  'customers_external_id_key',
] as const;
