import graphql from '@graphql-eslint/eslint-plugin';

const shared = (graphQLConfig) => ({
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig } },
  plugins: { '@graphql-eslint': graphql },
});

export default [
  { ignores: ['dist/', 'src/generated/'] },
  {
    files: ['schema.graphql'],
    ...shared({ schema: './schema.graphql' }),
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,

      // Recommended asks for types and root fields; here nothing goes without a description.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],

      // Four places where core.graphql, which is agreed with the clients, says otherwise:

      // Lists that are short and belong to one thing, such as an order's lines, are plain lists, and
      // connections have `nodes` beside `edges`. The rest of the rule holds.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],

      // Customer.orders, stockLevels and movements go forwards only.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],

      // Answers and values have no identity of their own. Everything else has an `id`.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Success', 'Error', 'Connection', 'Edge'],
            types: [
              'Address', 'Money', 'PageInfo', 'OrderHold', 'OrderLink', 'ShipmentLine', 'StockShortage',
              'AllocationCandidate', 'AllocationDecision', 'SourcedLine', 'SourcingReason', 'SourcingScore',
              'ResourcedOrder', 'ResourcedPast', 'SourcingSimulation',
              'SourcingFilter', 'SourcingGoal', 'SourcingGoalKind', 'SourcingPolicyVersion', 'SourcingSetting',
              'PastStockLevel', 'StockHoldItem', 'CycleCountFigures', 'RefusedRow', 'BundleComponent',
              'Availability', 'BeyondStock', 'OpeningHours',
            ],
          },
        },
      ],

      // MoneyInput is agreed and no argument takes it yet. The rule has no exceptions; that there is no
      // other unreachable type is a test in tests/contract.
      '@graphql-eslint/no-unreachable-types': 'off',
    },
  },
  {
    files: ['operations/**/*.graphql'],
    ...shared({ schema: './schema.graphql', documents: './operations/**/*.graphql' }),
    rules: {
      ...graphql.configs['flat/operations-recommended'].rules,
      '@graphql-eslint/match-document-filename': [
        'error',
        {
          fileExtension: '.graphql',
          query: 'PascalCase',
          mutation: 'PascalCase',
          subscription: 'PascalCase',
          fragment: 'PascalCase',
        },
      ],
      // The API's own limit is a depth of 12; tests/contract holds each operation to it whole.
      '@graphql-eslint/selection-set-depth': ['error', { maxDepth: 10 }],
    },
  },
];
