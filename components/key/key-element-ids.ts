/** Element ids that the list, its search and its keyboard share. */
export const KEY_TABLE_ID = 'keys';
export const KEY_SEARCH_ID = 'key-search';
