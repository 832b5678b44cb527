import { describe, expect, it } from '@jest/globals';
import { keepDraft, takeDraft } from './draft.ts';
import { emptyForm } from './template-form.ts';

const form = { ...emptyForm({ clusterId: 'c1', connectorId: 'n1', language: 'fr' }), name: 'Half typed' };
const keep = () => keepDraft('ada', { form, clusterIds: ['c1', 'c2'], connectorIds: ['n1'] });

describe('the draft of a new template', () => {
  it('comes back as it was left, once', () => {
    keep();
    expect(takeDraft('ada', { clusterIds: ['c1', 'c2'], connectorIds: ['n1'] })).toEqual(form);
    expect(takeDraft('ada', { clusterIds: ['c1', 'c2'], connectorIds: ['n1'] })).toBeNull();
  });

  it('chooses what was made meanwhile, and nothing that is gone', () => {
    keep();
    expect(takeDraft('ada', { clusterIds: ['c1', 'c2', 'c3'], connectorIds: ['n2'] })).toMatchObject({ name: 'Half typed', clusterId: 'c3', connectorId: 'n2' });
    keep();
    expect(takeDraft('ada', { clusterIds: ['c2'], connectorIds: [] })).toMatchObject({ clusterId: 'c2', connectorId: '' });
  });

  it('is nobody else’s', () => {
    keep();
    expect(takeDraft('bob', { clusterIds: ['c1'], connectorIds: ['n1'] })).toBeNull();
    expect(takeDraft('ada', { clusterIds: ['c1'], connectorIds: ['n1'] })).toBeNull();
  });
});
