namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Why a program gets no connection to a Postgres.</summary>
internal enum ConnectionTrouble
{
    /// <summary>It asks a host or a port where none is.</summary>
    Host,

    /// <summary>There is no database of that name.</summary>
    Database,

    /// <summary>There is no role of that name.</summary>
    Role,

    /// <summary>It insists on TLS.</summary>
    Tls,

    /// <summary>No line of the server's <c>pg_hba.conf</c> lets it in.</summary>
    Entry,
}
