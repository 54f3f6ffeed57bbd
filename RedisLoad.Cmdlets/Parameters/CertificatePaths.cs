using System.Management.Automation;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Paths of certificates as PowerShell has them: relative to its location, or on one of its drives.</summary>
internal static class CertificatePaths
{
    /// <summary>The plan with paths of the file system in place of PowerShell's.</summary>
    public static SecurityPlan Resolve(SecurityPlan plan, PSCmdlet command)
    {
        return plan with
        {
            CaCertificate = Of(plan.CaCertificate),
            ClientCertificate = Of(plan.ClientCertificate),
            ClientKey = Of(plan.ClientKey),
        };

        string? Of(string? path) => string.IsNullOrEmpty(path) ? path : command.GetUnresolvedProviderPathFromPSPath(path);
    }
}
