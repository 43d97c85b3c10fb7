using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MiniStack.Api.Items;

internal static class ItemEndpoints
{
    private const int MostItems = 1000;

    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        var items = routes.MapGroup("/items").WithTags("items").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        items.MapGet("/", async (ItemStore store, CancellationToken cancellationToken, [Range(1, MostItems)] int limit = 100) =>
                TypedResults.Ok(await store.ListAsync(limit, cancellationToken)))
            .WithName("ListItems").WithSummary("List the items, newest first")
            .ProducesValidationProblem();

        items.MapPost("/", async ([FromBody] NewItem item, ItemStore store, CancellationToken cancellationToken) =>
                TypedResults.Created((string?)null, await store.AddAsync(item.Name, cancellationToken)))
            .WithName("AddItem").WithSummary("Store an item")
            .ProducesValidationProblem();

        items.MapDelete("/{id}", async Task<Results<NoContent, ProblemHttpResult>> (long id, ItemStore store, CancellationToken cancellationToken) =>
                await store.DeleteAsync(id, cancellationToken)
                    ? TypedResults.NoContent()
                    : TypedResults.Problem($"There is no item {id}.", statusCode: StatusCodes.Status404NotFound))
            .WithName("DeleteItem").WithSummary("Delete an item")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }
}
