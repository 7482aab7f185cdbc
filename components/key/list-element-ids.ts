/** The element id that a list and its keyboard share. */
export const LIST_TABLE_ID = 'keys';
