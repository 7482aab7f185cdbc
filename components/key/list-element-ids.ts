/** Element ids that the list, its search and its keyboard share. */
export const LIST_TABLE_ID = 'keys';
export const LIST_SEARCH_ID = 'key-search';
