import Type from 'typebox';
import { bodyOf, listOf, Moment, nullable, oneOf, pageQuery, ref, Uuid } from '../http/schema.ts';
import { firstAdminStates } from './customer.ts';

const Amount = Type.Integer({ minimum: 0 });
const UserCounts = Type.Object(
  {
    total: Amount,
    pending: Amount,
    running: Amount,
    provisioned: Amount,
    error: Amount,
    capped: Type.Boolean({ description: 'Counting stopped at 1,000 a status in a list and at 10,000 for one customer; a number means "at least".' }),
  },
  { $id: 'CustomerUsers', description: 'Users of a customer by state.' },
);

const FirstAdmin = Type.Object(
  { subscriberId: Uuid, userId: Type.String({ description: 'BroadWorks user id; stays when the user is deleted.' }), since: Moment },
  { $id: 'FirstAdmin', description: 'The first user of a customer who was provisioned, and so became its administrator.' },
);

export const Customer = Type.Object(
  {
    id: Uuid,
    spEnterpriseId: Type.String(),
    name: Type.String(),
    templateId: Uuid,
    templateName: Type.String(),
    users: ref(UserCounts),
    firstAdmin: nullable(ref(FirstAdmin)),
    firstAdminState: oneOf(firstAdminStates, 'waiting: nobody else of the customer goes on before its first user is active (Provision Admin First); off: the template does not ask for that.'),
    createdAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'Customer', description: 'A business of the provider, bound to one template.' },
);
export const CustomerList = listOf('CustomerList', ref(Customer));
export const CustomerChanges = bodyOf('CustomerChanges', { name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) });

export const customerQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Start of the name (case and accents do not matter) or of the spEnterpriseId.' })),
  templateId: Type.Optional(Uuid),
  ...pageQuery,
});
