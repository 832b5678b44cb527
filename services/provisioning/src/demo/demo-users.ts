import type { HandedOver } from '../subscribers/hand-over-subscriber.ts';
import { packages } from '../subscribers/subscriber.ts';

/** Where a demo user has got to; together they fill every line of the status list. */
export const demoStages = [
  'waiting_for_email',
  'waiting_for_code',
  'provisioned',
  'email_elsewhere',
  'conflicting_service',
  'region_mismatch',
  'waiting_for_consent',
  'retrying',
  'updating',
] as const;
export type DemoStage = (typeof demoStages)[number];

export type DemoUser = HandedOver & { stage: DemoStage; address: string; template: 0 | 1; daysAgo: number };

const firstNames = ['Ana', 'Ben', 'Chloé', 'David', 'Élodie', 'Farid', 'Greta', 'Hugo', 'Inès', 'Jonas', 'Karin', 'Léa', 'Marek', 'Noémie', 'Oskar', 'Paula', 'Quentin', 'Rosa', 'Søren', 'Tomás', 'Uma', 'Viktor', 'Wanda', 'Yara', 'Zoë'];
const lastNames = ['Almeida', 'Bergström', 'Chevalier', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Haddad', 'Ivanova', 'Jansen', 'Kowalska', 'Lefèvre', 'Müller', 'Nakamura', 'O\'Brien', 'Petrov', 'Quinn', 'Rossi', 'Schmidt', 'Tanaka', 'Ullmann', 'Vasquez', 'Weber', 'Yilmaz', 'Zimmermann'];
const customers = ['acme', 'bright', 'corner', 'delta', 'eastside', 'foundry'];
/** What people call these businesses; the calling platform knows them by `Northwind+acme` and so on. */
export const customerNames: Record<string, string> = {
  'Northwind+acme': 'Acme Tools',
  'Northwind+bright': 'Bright Dental',
  'Northwind+corner': 'Corner Bakery',
  'Northwind+delta': 'Delta Freight',
  'Northwind+eastside': 'Cabinet Rivière',
  'Northwind+foundry': 'Fonderie Lacaze',
};

/** How many of a hundred stand where; most are done, as in real life. */
const shares: readonly [DemoStage, number][] = [
  ['provisioned', 58],
  ['waiting_for_email', 18],
  ['waiting_for_code', 9],
  ['email_elsewhere', 4],
  ['conflicting_service', 3],
  ['region_mismatch', 2],
  ['waiting_for_consent', 2],
  ['retrying', 2],
  ['updating', 2],
];
const stagesOfHundred = shares.flatMap(([stage, count]) => Array<DemoStage>(count).fill(stage));

export const DEMO_DOMAIN = 'northwind.example';

/** Made-up people, the same at every start. */
export function demoUsers(count: number): DemoUser[] {
  return Array.from({ length: count }, (_, index): DemoUser => {
    // Steps that share no factor with the lists' lengths, so that names, customers and stages do not march in step.
    const firstName = pick(firstNames, index * 7);
    const lastName = pick(lastNames, index * 11 + Math.floor(index / 25) * 3);
    const customer = pick(customers, index * 5 + Math.floor(index / 6));
    const template = customers.indexOf(customer) < 4 ? 0 : 1;
    const number = String(5_551_230_100 + index);
    return {
      userId: `${number}@${DEMO_DOMAIN}`,
      spEnterpriseId: `Northwind+${customer}`,
      firstName,
      lastName,
      primaryPhoneNumber: `+1${number}`,
      extension: number.slice(-4),
      package: pick(packages, index * 3 + Math.floor(index / 4)),
      language: index % 3 === 0 ? 'fr' : 'en',
      stage: pick(stagesOfHundred, index * 37),
      address: `${ascii(firstName)}.${ascii(lastName)}${index}@${customer}.example`,
      template,
      daysAgo: (index * 13) % 45,
    };
  });
}

const pick = <T>(list: readonly T[], at: number): T => {
  const found = list[at % list.length];
  if (found === undefined) throw new Error('an empty list has nothing to pick from');
  return found;
};

const ascii = (text: string) => text.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase();
