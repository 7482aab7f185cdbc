/** One error as the AWS command line prints it. */
export type CliError = { name: string; operation: string; message: string };

const CLI_ERROR =
  /An error occurred \((\w{1,80})\) when calling the (\w{1,80}) operation(?: \([^)\n]{0,80}\))?: ?([^\n]{0,2000})/g;

/** Every error of the AWS command line in a text. */
export const cliErrorsIn = (text: string): CliError[] =>
  [...text.matchAll(CLI_ERROR)].map(([, name = '', operation = '', message = '']) => ({
    name,
    operation,
    message: message.trim(),
  }));
