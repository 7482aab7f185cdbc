import localFont from 'next/font/local';

// The files come from the @fontsource packages: nothing is fetched from the internet, at build time or in the browser.
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'swap',
});

// Customers' names contain letters outside Latin-1 (Łódź, Škoda): fetched only by a page that shows such a letter.
const interExtended = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  variable: '--font-inter-extended',
  weight: '100 900',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF',
    },
  ],
});

const plexMono = localFont({
  src: '../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2',
  variable: '--font-plex-mono',
  weight: '400',
  display: 'swap',
  adjustFontFallback: false,
});

/** Class names for `<html>`: they define the font variables that globals.css maps to `font-sans` and `font-mono`. */
export const fontVariables = `${inter.variable} ${interExtended.variable} ${plexMono.variable}`;
