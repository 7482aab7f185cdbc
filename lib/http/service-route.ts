import 'server-only';
import { headers } from 'next/headers';
import type { z } from 'zod';
import { readService } from '#lib/auth/service-token.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import { runtime } from '#lib/runtime.ts';
import type { Operation } from '#lib/service-api/operations.ts';
import type { RouteParams } from './guard-route.ts';
import { guardService, type ServiceAnswer, type ServiceInput } from './guard-service.ts';
import { REQUEST_ID_HEADER } from './request-headers.ts';

/**
 * The only way to make a route handler for other systems. Checks token, rate and schemas before `handler`; cookies count
 * for nothing.
 * @param operation its scope, and the schemas of path, query and body
 * @param handler gets what the token covers: what it doesn't must be told like what doesn't exist
 */
export const serviceRoute =
  <O extends Operation>(
    operation: O,
    handler: (
      input: ServiceInput<O>,
      service: Service,
      requestId: string | null,
    ) => Promise<ServiceAnswer<z.input<O['answer']>>>,
  ) =>
  async (request: Request, { params }: { params: Promise<RouteParams> }): Promise<Response> => {
    const { db, clock, log, serviceUses } = runtime();
    const requestId = (await headers()).get(REQUEST_ID_HEADER);
    const context = {
      requestId,
      log,
      readService: (authorization: string | null) => readService({ db, clock }, authorization),
      ...serviceUses,
    };
    return guardService(context, operation, request, await params, handler);
  };
