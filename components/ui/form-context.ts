'use client';

import { createContext } from 'react';

/** What is wrong with single fields, by name, for the controls of the form around them. */
export const FieldErrors = createContext<Readonly<Record<string, string>>>({});

/** Closes the dialog that a form stands in; outside a dialog it does nothing. */
export const CloseDialog = createContext<() => void>(() => {});
