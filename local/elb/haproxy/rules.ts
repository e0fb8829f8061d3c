import { conditionsText } from './condition.ts';
import { useChoice, useDefault } from './forwarding.ts';
import { foundText, isMapped } from './host-map.ts';
import type { Frontend, RoutedRule } from './routing.ts';

/** The file of a frontend's host map. */
export const hostMapFile = (folder: string, { name }: Frontend) => `${folder}/${name}.map`;

/**
 * The first rule by priority that matches a request, in `txn.rule` as `priority:backend`: one look into the host map, then
 * those other rules that stand before what was found.
 */
export function ruleLines(frontend: Frontend, folder: string): string[] {
  return [
    // What is no host could pass for the beginning of another key.
    'http-request deny status 400 if { var(txn.host) -m sub / }',
    'http-request set-var(txn.path) path',
    `http-request set-var(txn.rule) var(txn.host),concat(/,txn.path,?),map_beg(${hostMapFile(folder, frontend)})`,
    ...frontend.rules.filter((rule) => !isMapped(rule)).map(triedRule),
    ...frontend.choices.flatMap((choice) => useChoice(choice, `{ var(txn.rule),field(2,:) -m str ${choice.name} }`)),
    'use_backend %[var(txn.rule),field(2,:)] if { var(txn.rule) -m found }',
    ...useDefault(frontend),
  ];
}

// Private

function triedRule(rule: RoutedRule): string {
  const found = `{ var(txn.rule),field(1,:) -m int lt ${rule.priority} }`;
  return `http-request set-var(txn.rule) str(${foundText(rule)}) if !${found} ${conditionsText(rule.conditions)}`;
}
