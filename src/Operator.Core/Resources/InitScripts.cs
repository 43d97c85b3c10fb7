namespace MiniStack.Operator.Core.Resources;

/// <summary>The scripts of <see cref="DatabaseConfigMap"/>.</summary>
internal static class InitScripts
{
    public const string UserVariable = "MINISTACK_APP_USER";
    public const string PasswordVariable = "MINISTACK_APP_PASSWORD";

    /// <summary>The entrypoint runs its scripts in the order of their names: this one comes before the user's.</summary>
    public const string FirstName = "00000000-ministack.sh";

    /// <summary>This one comes after the user's.</summary>
    public const string LastName = "zzzzzzzz-ministack.sh";

    public const string CreateAppRole = "";

    public const string HandOverObjects = "";
}
