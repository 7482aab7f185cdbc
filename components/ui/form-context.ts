'use client';

import { createContext } from 'react';

/** The errors of single fields by name, for the controls of the form. */
export const FieldErrors = createContext<Readonly<Record<string, string>>>({});

/** Closes the dialog around a form; outside a dialog it does nothing. */
export const CloseDialog = createContext<() => void>(() => {});
