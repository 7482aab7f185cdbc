/** What a customer did with their key, or our staff about it. */
export type Act =
  | 'disables_key'
  | 'enables_key'
  | 'cancels_deletion'
  | 'denies_us'
  | 'allows_us'
  | 'rotates_key'
  | 'organization_denies'
  | 'organization_exempts'
  | 'deletes_material'
  | 'imports_material_again'
  | { readonly schedulesDeletion: number }
  | { readonly rotatesEvery: number }
  | { readonly forgets: string }
  | 'we_reply'
  | 'we_test_encryption'
  | 'we_add_their_description'
  | 'we_add_their_policy';

/** So many days before the demo's start, at a time in UTC. */
export type Happening = readonly [daysAgo: number, time: string, act: Act];

/**
 * What happened to the keys of some customers in the ninety days before the demo's start. All of them worked when it was
 * over; what is wrong with a key today is in `customers.ts`.
 */
export const NINETY_DAYS: Readonly<Record<string, readonly Happening[]>> = {
  // A script that disables keys without a tag, and a relapse: the script ran again.
  'Aurora Shipping': [
    [71, '06:20', 'disables_key'],
    [71, '08:05', 'we_reply'],
    [70, '08:40', 'enables_key'],
    [70, '09:10', 'we_test_encryption'],
    [64, '06:20', 'disables_key'],
    [64, '08:15', 'we_reply'],
    [64, '11:25', 'enables_key'],
  ],
  // A deletion was scheduled and canceled; nobody enabled the key for a day.
  'Coho Winery': [
    [58, '14:12', { schedulesDeletion: 14 }],
    [58, '14:50', 'we_reply'],
    [55, '09:05', 'cancels_deletion'],
    [55, '10:20', 'we_reply'],
    [54, '08:30', 'enables_key'],
    [54, '09:00', 'we_test_encryption'],
  ],
  // Terraform wrote the key policy without Decrypt; their policy showed it.
  'Cypress Analytics': [
    [49, '15:31', { forgets: 'kms:Decrypt' }],
    [49, '16:10', 'we_reply'],
    [48, '07:55', 'we_add_their_policy'],
    [48, '08:20', 'we_reply'],
    [48, '10:02', 'allows_us'],
  ],
  'Delphi Robotics': [
    [80, '10:00', 'rotates_key'],
    [52, '10:00', 'rotates_key'],
    [21, '10:00', 'rotates_key'],
  ],
  // Rotates by itself from now on, and was rotated by hand before the first time.
  'Iris Optics': [
    [89, '09:00', { rotatesEvery: 90 }],
    [60, '13:00', 'rotates_key'],
  ],
  // Twice the wrong key in a clean-up, each time noticed within hours.
  'Harbour Freight Lines': [
    [76, '02:44', { schedulesDeletion: 7 }],
    [76, '03:20', 'we_reply'],
    [76, '05:10', 'cancels_deletion'],
    [76, '05:31', 'enables_key'],
    [18, '02:47', { schedulesDeletion: 7 }],
    [18, '03:05', 'we_reply'],
    [18, '03:58', 'cancels_deletion'],
    [18, '04:06', 'enables_key'],
  ],
  // Their lawyers denied us for the time of a review.
  'Lighthouse Media': [
    [33, '09:15', 'denies_us'],
    [33, '10:05', 'we_reply'],
    [31, '09:10', 'we_reply'],
    [28, '13:40', 'allows_us'],
    [28, '14:05', 'we_test_encryption'],
  ],
  // A new policy of their whole organization.
  'Meridian Biotech': [
    [40, '12:30', 'organization_denies'],
    [40, '13:20', 'we_reply'],
    [39, '15:00', 'organization_exempts'],
    [39, '15:25', 'we_reply'],
  ],
  // The key material is their own: somebody deleted it, and they imported it again.
  'Driftwood Archives': [
    [67, '22:10', 'deletes_material'],
    [67, '23:30', 'we_reply'],
    [66, '07:20', 'imports_material_again'],
    [66, '07:45', 'we_test_encryption'],
  ],
  // Nobody knows why: four times in two weeks.
  'Umbra Insurance': [
    [30, '23:05', 'disables_key'],
    [29, '06:15', 'enables_key'],
    [27, '23:05', 'disables_key'],
    [26, '06:10', 'enables_key'],
    [26, '08:30', 'we_reply'],
    [23, '23:05', 'disables_key'],
    [22, '06:20', 'enables_key'],
    [20, '23:05', 'disables_key'],
    [20, '23:50', 'we_reply'],
    [19, '09:00', 'we_add_their_description'],
    [19, '10:15', 'enables_key'],
  ],
  // Before today's deletion there was one that the customer took back.
  'Northwind Trading': [
    [61, '16:20', { schedulesDeletion: 30 }],
    [61, '17:00', 'we_reply'],
    [59, '07:45', 'cancels_deletion'],
    [59, '07:52', 'enables_key'],
    [59, '08:30', 'we_test_encryption'],
  ],
  // Set up with Keydesk during these days; the policy was changed by hand a week later.
  'Fern Hospital Trust': [
    [9, '08:20', { forgets: 'kms:GenerateDataKey*' }],
    [9, '09:05', 'we_reply'],
    [8, '07:10', 'we_add_their_policy'],
    [8, '08:00', 'allows_us'],
  ],
};

/** One night, no worker ran: nobody knows what the keys were like. */
export const WORKER_STOOD_STILL = { daysAgo: 37, from: '03:02', until: '09:25' } as const;
