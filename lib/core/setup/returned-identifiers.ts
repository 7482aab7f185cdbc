import { KEY_ID } from '#lib/core/key/arn-places.ts';
import type { Noticed, ReadOfText } from '#lib/core/key/pasted-identifier.ts';
import type { RefusedIdentifier, ReturnedRefusal } from './returned.ts';
import { ARN_MARK } from './returned-arns.ts';

/** An identifier that is no key ARN, and what it tells about a key. */
export type WeakIdentifier = RefusedIdentifier & { read: ReadOfText };

// A run of letters is looked at once: nothing before a console's name is longer than 90 characters.
const CONSOLE = /(?<![\w.-])(?:https?:\/\/)?([\w.-]{0,90})\bconsole\.(?:aws\.amazon|amazonaws)([^\s"'<>`]{0,1000})/gi;
const CONSOLE_ACCOUNT = /(?:^|\.)(\d{12})-[a-z\d]+\./i;
const CONSOLE_REGION = /(?:^|\.)([a-z]{2,4}(?:-[a-z]{1,12}){1,4}-\d)\.$/i;
const REGION_PARAMETER = /[?&](?:aws_?)?region=([a-z\d-]{1,30})/i;
const ANY_ARN =
  /(?<!\w)arn:aws[a-z-]{0,20}:([a-z\d-]{1,40}):([a-z\d-]{0,30}):(\d{0,20}):([^\s"'`,;<>()[\]{}“”„«»‘’\uE000]{0,300})/gi;
const ALIAS = /(?<![\w-])alias\/[\w/-]{1,256}/gi;
/** A path of a program may hold a folder of that name. */
const IN_PATH = /\w\/$/;
const KEY_URI = /kms:\/\/[^\s/]{0,60}\/$/i;
/** IDs of requests and messages are UUIDs too. */
const OF_REQUEST = /(?:request|message|correlation|trace|ticket|case|session)[\s_-]?id\W{0,6}$/i;
const ACCOUNT = /(?<![\d+.\w:/-])(?:\d{12}|\d{4}-\d{4}-\d{4})(?![\w-]|\.\d)/g;
const REGION = /(?<![\w.-])(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-[a-z]{2,12}){1,3}-\d(?![\w-]|\.\w)/gi;

/** Every identifier holds one of these characters. */
const MAY_NAME_ONE = /[-:/\d]/;
const AWS_ALIAS = /^alias\/aws\//;
const NOTHING: ReadOfText = { region: null, awsAccountId: null, kmsKeyId: null, alias: null };

/** What a text names beside key ARNs, and what of the text is left. */
export type WeakIdentifiers = {
  found: readonly WeakIdentifier[];
  accounts: readonly string[];
  /** Text without any identifier. */
  rest: string;
};

/** Where a text names regions by their codes, which are given in small letters. */
export const regionCodesAt = (text: string): { code: string; at: number }[] =>
  [...text.matchAll(REGION)].map(({ 0: code, index }) => ({ code: code.toLowerCase(), at: index }));

/** The codes of the regions that a text names, each once. */
export const regionCodesIn = (text: string): string[] => [...new Set(regionCodesAt(text).map(({ code }) => code))];

/**
 * Finds aliases, key IDs, addresses of the console, ARNs of something else, and accounts. What stands in one line with a
 * key ARN only describes that key, so it is left out.
 * @param text what `arnsIn` left of the answer
 */
export function weakIdentifiersIn(text: string): WeakIdentifiers {
  const found = new Map<string, WeakIdentifier>();
  const accounts = new Set<string>();
  const rest = text
    .split('\n')
    .map((line) => {
      if (!MAY_NAME_ONE.test(line)) return line;
      const inLine = identifiersOfLine(line);
      for (const account of inLine.accounts) accounts.add(account);
      if (!line.includes(ARN_MARK)) for (const one of inLine.found) found.set(JSON.stringify(one), one);
      return inLine.rest;
    })
    .join('\n');
  return { found: [...found.values()], accounts: [...accounts], rest };
}

function identifiersOfLine(line: string): { found: WeakIdentifier[]; accounts: string[]; rest: string } {
  const found: WeakIdentifier[] = [];
  const accounts: string[] = [];
  const lineRegions = regionCodesIn(line);
  const add = (as: string, reason: ReturnedRefusal, read: Partial<ReadOfText>, noticed?: Noticed): void => {
    const whole = { ...NOTHING, ...read };
    found.push({ as, reason, read: whole, noticed: noticed ?? { kind: 'read', read: whole } });
  };
  const region = lineRegions.length === 1 ? (lineRegions[0] ?? null) : null;
  const rest = line
    .replaceAll(CONSOLE, (as: string, host: string, path: string) => {
      if (path.includes(ARN_MARK)) return ' ';
      // What follows may hold more than an address.
      add(as.split(/[?#]/)[0] ?? '', 'console_address', {
        region: REGION_PARAMETER.exec(path)?.[1] ?? CONSOLE_REGION.exec(host)?.[1] ?? null,
        awsAccountId: CONSOLE_ACCOUNT.exec(host)?.[1] ?? null,
        kmsKeyId: path.match(KEY_ID)?.[0] ?? null,
      });
      return ' ';
    })
    .replaceAll(ANY_ARN, (as: string, service: string, inRegion: string, account: string, resource: string) => {
      const [alias = ''] = /^alias\/[\w/-]+/.exec(resource) ?? [];
      if (service === 'kms' && alias !== '')
        add(as, AWS_ALIAS.test(alias) ? 'aws_managed_alias' : 'alias_arn', {
          region: inRegion,
          awsAccountId: account,
          alias,
        });
      else
        add(
          as.replace(/[.:]$/, ''),
          'other_arn',
          { awsAccountId: account || null },
          {
            kind: 'service',
            service,
            resource: /^[\w-]*/.exec(resource)?.[0] ?? '',
          },
        );
      return ' ';
    })
    .replaceAll(KEY_ID, (id: string, at: number, whole: string) => {
      if (OF_REQUEST.test(whole.slice(Math.max(0, at - 40), at)) || whole[at + id.length] === '@') return ' ';
      add(id, id.toLowerCase().startsWith('mrk-') ? 'multi_region_key_id' : 'bare_key_id', { region, kmsKeyId: id });
      return ' ';
    })
    .replaceAll(ALIAS, (as: string, at: number, whole: string) => {
      const before = whole.slice(Math.max(0, at - 80), at);
      if (IN_PATH.test(before) && !KEY_URI.test(before)) return as;
      const parameter = REGION_PARAMETER.exec(whole.slice(at + as.length, at + as.length + 80))?.[1];
      add(as, AWS_ALIAS.test(as) ? 'aws_managed_alias' : 'alias_arn', { region: parameter ?? region, alias: as });
      return ' ';
    })
    .replaceAll(ACCOUNT, (account) => {
      accounts.push(account.replaceAll('-', ''));
      return ' ';
    });
  return { found, accounts, rest };
}
