import { xmlAnswer, xmlError } from './answer.ts';
import type { PreparedCall, Service, WireRequest } from './endpoint.ts';
import { accountOfRole } from './identity.ts';
import { findStsAction, toStsError } from './sts.ts';

/** AWS STS over Query/XML: a form whose `Action` field names the operation. */
export const stsService: Service = {
  name: 'sts',
  operationOf,
  prepare(engine, { caller, region, request }): PreparedCall {
    const parameters = new URLSearchParams(request.body);
    const name = operationOf(request);
    const action = findStsAction(name);
    const roleArn = parameters.get('RoleArn');
    return {
      ownerAccount: (roleArn && accountOfRole(roleArn)) || caller.accountId,
      resourceArn: roleArn,
      destinationArn: null,
      dryRun: false,
      encryptionContext: null,
      run: (requestId) => {
        const { clock, identities, guardrails } = engine.sandbox;
        const { sourceIp, headers } = request;
        const times = { now: clock.now(), realNow: Date.now() };
        const call = { caller, identities, guardrails, region, sourceIp, headers, ...times };
        return xmlAnswer(requestId, name, action(call, parameters));
      },
    };
  },
  failure: (requestId, error) => xmlError(requestId, toStsError(error)),
};

function operationOf({ body }: WireRequest): string {
  return new URLSearchParams(body).get('Action') ?? '';
}
